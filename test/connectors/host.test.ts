import { expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';

const check = createCatalogue().action('http', 'request')?.check;

it('a request goes where its definition says, whatever the data', () => {
  expect(check?.({ url: 'https://api.example.com/{{ trigger.id }}' })).toEqual([]);
  expect(check?.({ url: '{{ trigger.url }}' })).toMatchObject([{ param: 'url', code: 'templated_host' }]);
  expect(check?.({ url: 'https://{{ trigger.host }}/x' })).toMatchObject([{ code: 'templated_host' }]);
});
