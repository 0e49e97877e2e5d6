import { afterEach } from 'vitest';
import { type Driven, type DriveOptions, drive, linked } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';
import type { FakeWhatsAppOptions } from './options.ts';

export const ANN = '15550002222@c.us';

/** WhatsApps, each with Ann in it, and clients for them, all closed after each test. */
export function useRooms() {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  return {
    async whatsapp(options: FakeWhatsAppOptions = {}): Promise<FakeWhatsApp> {
      const fake = await startFakeWhatsApp(options);
      open.push({ close: () => fake.stop() });
      fake.addContact({ pn: ANN, lid: '900000000002@lid', pushname: 'Ann' });
      return fake;
    },
    /** Not started yet. */
    driver(fake: FakeWhatsApp, options: DriveOptions = {}): Driven {
      const driven = drive(fake, options);
      open.push(driven);
      return driven;
    },
    /** Started and ready. */
    async link(fake: FakeWhatsApp, options: DriveOptions = {}): Promise<Driven> {
      const driven = await linked(fake, options);
      open.push(driven);
      return driven;
    },
  };
}
