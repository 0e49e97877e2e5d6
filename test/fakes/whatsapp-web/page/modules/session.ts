// Start, log-in and connection.
import { account } from '../account.ts';
import { unlink } from '../incoming.ts';
import { settings } from '../settings.ts';

const KEY_BYTES = 32;

function encodeB64(bytes: ArrayLike<number>): string {
  return btoa(String.fromCharCode(...Array.from(bytes)));
}

export function sessionModules(): Record<string, unknown> {
  const { socket, connection, commands, link } = account;
  Object.assign(socket, {
    async logout() {
      link.send({ type: 'logout' });
      unlink();
    },
    takeover: () => link.send({ type: 'takeover' }),
    reconnect: () =>
      link.send({
        type: 'hello',
        token: account.token(),
        fresh: false,
        viewer: false,
        revision: settings.faults.revision,
      }),
  });
  Object.assign(commands, { refreshQR: () => link.send({ type: 'refreshQr' }) });
  return {
    WAWebSocketModel: { Socket: socket },
    WAWebConnModel: { Conn: connection },
    WAWebCmd: { Cmd: commands },
    WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => account.offlineProgress } },
    WAWebMiscBrowserUtils: { info: () => ({ os: 'Linux', name: 'Chrome' }) },
    WAWebUserPrefsMeUser: {
      getMaybeMePnUser: () => account.me?.pn,
      getMaybeMeLidUser: () => account.me?.lid,
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => encodeB64(new Uint8Array(KEY_BYTES)) },
    WAWebLaunchSocketUtils: { refreshQR: () => link.send({ type: 'refreshQr' }) },
    // The parts of the text in the QR code.
    WABase64: { encodeB64 },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new Uint8Array(KEY_BYTES) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new Uint8Array(KEY_BYTES) } }),
      },
    },
    WAWebAltDeviceLinkingApi: {
      setPairingType() {},
      async initializeAltDeviceLinking() {},
      async initializeQRLinking() {},
      startAltLinkingFlow: (phone: string, showNotification: boolean) =>
        link.ask<'pairingCode'>({ type: 'pairingCode', phone, showNotification }),
    },
    // Wrapped or read at the start, and otherwise not used.
    WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => null },
    WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => 'text' },
    WAWebSyncGatingUtils: { isPlaceholderMessageResendEnabled: () => false },
    WAWebNonMessageDataRequestPlaceholderMessageResendUtils: { handlePlaceholderMsgsSeen() {} },
    WAWebCallCollection: { calls: new Map(), on() {} },
  };
}
