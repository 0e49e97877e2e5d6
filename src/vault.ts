import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;

export interface Vault {
  /** Encrypts a text; only opens again with the same `about` (what it belongs to, as `connection:<id>`). Base64. */
  seal(text: string, about: string): string;
  /** Throws when the text was changed, moved to something else, or sealed with another key. */
  open(sealed: string, about: string): string;
}

/**
 * AES-256-GCM with a random 12-byte nonce; `about` is authenticated, so a sealed text cannot be moved between owners. What an
 * earlier key sealed is opened too, never sealed with it again.
 */
export function createVault(key: Buffer, ...earlier: Buffer[]): Vault {
  const [now, ...before] = [key, ...earlier].map(vaultOf);
  if (!now) throw new Error('a secret key is needed');
  return {
    seal: now.seal,
    open(sealed, about) {
      try {
        return now.open(sealed, about);
      } catch (error) {
        for (const vault of before) {
          try {
            return vault.open(sealed, about);
          } catch {
            // Not with this one.
          }
        }
        throw error;
      }
    },
  };
}

function vaultOf(key: Buffer): Vault {
  if (key.length !== 32) throw new Error('NOD_SECRET_KEY must be 32 bytes in base64.');
  return {
    seal(text, about) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes[0] !== VERSION) throw new Error('sealed by an unknown version');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13))
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(13, 29));
      return decipher.update(bytes.subarray(29), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
