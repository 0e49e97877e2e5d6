import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { email, id, name, person, phone, said, url } from '../params.ts';

const createContact = defineAction({
  service: 'hubspot',
  action: 'create_contact',
  title: 'Create a HubSpot contact',
  description: 'Writes a contact in HubSpot.',
  params: z.object({
    email: email("the contact's email", {
      ask: "What is the contact's email?",
      spoken: ['email'],
      fromTrigger: ['email'],
    }),
    name: person("the contact's name", {
      spoken: ['called', 'named', 'for', 'name'],
      fromTrigger: ['name', "customer's name"],
    }).optional(),
    phone: phone("the contact's phone", { fromTrigger: ['phone'] }).optional(),
    company: name('the company', { fromTrigger: ['company'] }).optional(),
  }),
  result: z.object({
    contact_id: id('the contact id', { main: true, spoken: ['contact id', 'contact'] }),
    url: url('the link to the contact', { spoken: ['contact link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Contacts can be deleted.',
  undo: { report: (p) => `Contact ${said(p.email)} deleted from HubSpot` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|add|make|save|put|new a hubspot contact',
      'create|add|make|save|put|log|record|store|register|push|enter|sync|drop … hubspot',
      'new contact|lead … hubspot',
      'hubspot contact',
      'create|add|make a contact',
    ],
    nouns: ['hubspot', 'crm'],
  },
  describe: (p) => `Add ${said(p.name ?? p.email)} to HubSpot`,
  report: (p, _r) => `${said(p.email)} is a contact in HubSpot`,
  simulate: () => ({ contact_id: 'contact_sample', url: 'https://hubspot.example/contact/sample' }),
});

export const hubspot: ServiceSpec = {
  service: 'hubspot',
  title: 'HubSpot',

  nouns: ['hubspot'],
  fields: [{ name: 'access_token', label: 'Access token', secret: true, required: true }],
  actions: [createContact],
  events: [],
};
