/** Messages as the Cloud API takes them, without recipient and context. */
export type Outgoing =
  | { type: 'text'; text: { preview_url: boolean; body: string } }
  | { type: 'image'; image: { id: string; caption?: string } }
  | { type: 'interactive'; interactive: Buttons | List }
  | { type: 'template'; template: Template };

interface Buttons {
  type: 'button';
  body: { text: string };
  action: { buttons: { type: 'reply'; reply: { id: string; title: string } }[] };
}

interface List {
  type: 'list';
  body: { text: string };
  action: { button: string; sections: { title?: string; rows: ListRow[] }[] };
}

export interface ListRow {
  id: string;
  title: string;
  description?: string;
}

interface Template {
  name: string;
  language: { code: string };
  components: { type: 'body'; parameters: { type: 'text'; text: string }[] }[];
}

export const textMessage = (body: string): Outgoing => ({ type: 'text', text: { preview_url: false, body } });

/** Whom a message is for: a phone number as digits, or the id of someone whose number is hidden. */
export type Recipient = { to: string } | { recipient: string };
