import type { Json } from '../../automation/definition.ts';
import { type ActionContext, ActionError } from '../define.ts';
import { isObject, numberOf, textOf } from '../inbound.ts';
import { callProvider } from '../provider.ts';
import { toolsOf } from '../tools.ts';

const MOST_DAYS = 14;

/** The forecast of a place, from Open-Meteo (no key): its geocoding finds the place first. */
export async function forecast(params: { place: string; days?: number | undefined }, context: ActionContext) {
  const { settings } = toolsOf(context);
  const found = await get(`${settings.geocodingUrl}/v1/search`, { name: params.place, count: '1' }, context);
  const place = Array.isArray(found.results) ? found.results.find(isObject) : undefined;
  const latitude = numberOf(place?.latitude);
  const longitude = numberOf(place?.longitude);
  if (latitude === null || longitude === null) {
    throw new ActionError(`I know no place called ${params.place}.`, { outcome: 'not_done', retryable: false });
  }
  const days = Math.min(Math.max(Math.trunc(params.days ?? 1), 1), MOST_DAYS);
  const answer = await get(
    `${settings.weatherUrl}/v1/forecast`,
    {
      latitude: String(latitude),
      longitude: String(longitude),
      daily: 'temperature_2m_max,precipitation_probability_max,wind_speed_10m_max',
      forecast_days: String(days),
      timezone: 'auto',
    },
    context,
  );
  const daily = isObject(answer.daily) ? answer.daily : {};
  const at = (name: string, day: number) => numberOf((daily[name] as Json[] | undefined)?.[day] ?? null) ?? 0;
  const dates = (Array.isArray(daily.time) ? daily.time : []).slice(0, days);
  if (dates.length === 0)
    throw new ActionError('The weather service gave no forecast.', { outcome: 'not_done', retryable: true });
  const lines = dates.map((date, day) => {
    const [high, rain, wind] = MEASURES.map((name) => Math.round(at(name, day)));
    return `${textOf(date) ?? ''}: up to ${high} °C, ${rain}% chance of rain, wind ${wind} km/h`;
  });
  return {
    text: `${textOf(place?.name) ?? params.place}\n${lines.join('\n')}`,
    temperature: at('temperature_2m_max', 0),
    rain: at('precipitation_probability_max', 0),
    wind: at('wind_speed_10m_max', 0),
  };
}

const MEASURES = ['temperature_2m_max', 'precipitation_probability_max', 'wind_speed_10m_max'];

function get(url: string, query: Record<string, string>, context: ActionContext) {
  return callProvider(
    toolsOf(context).provider,
    { url: `${url}?${new URLSearchParams(query)}`, timeoutMs: 10_000, maxBytes: 500_000, signal: context.signal },
    { name: 'The weather service', effect: false, now: context.now },
  );
}
