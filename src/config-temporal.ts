import { z } from 'zod';

const text = z.string().min(1);

/**
 * How a Temporal that runs elsewhere is reached, in the variables of Temporal's own tools (`temporal config`, Temporal Cloud).
 * Nothing of it is used with the Temporal that is started here.
 */
export const temporalAccessShape = {
  /** A profile of Temporal's configuration file, and where that file is. */
  TEMPORAL_PROFILE: text.optional(),
  TEMPORAL_CONFIG_FILE: text.optional(),
  TEMPORAL_API_KEY: text.optional(),
  /** On by itself with a certificate or an API key. */
  TEMPORAL_TLS: text.optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: text.optional(),
  TEMPORAL_TLS_CLIENT_CERT_DATA: text.optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: text.optional(),
  TEMPORAL_TLS_CLIENT_KEY_DATA: text.optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: text.optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: text.optional(),
  TEMPORAL_TLS_SERVER_NAME: text.optional(),
};

export const TEMPORAL_ACCESS = Object.keys(temporalAccessShape) as readonly (keyof typeof temporalAccessShape)[];
