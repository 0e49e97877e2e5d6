import { z } from 'zod';

/** Kinds of values that variables of the environment have. */

export const flag = z.stringbool();
export const number = z.coerce.number('a number is expected');
export const port = number.int('a whole number is expected').min(0, 'at least 0').max(65_535, 'at most 65535');
export const amount = number.positive('more than 0 is expected');
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
export const text = z.string().min(1);
