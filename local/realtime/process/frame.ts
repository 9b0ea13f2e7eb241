import { encodePacket, type Room } from '../../../contract/realtime/wire/codec';
import { type Packet } from '../../../contract/realtime/wire/packet';

/** The first byte of a binary message in one frame (RFC 6455, 5.2). */
const wholeBinaryMessage = 0x82;

/** A packet as a WebSocket frame of a server, which does not mask its frames: one piece for one write. */
export const encodeFrame = (packet: Packet): Uint8Array => encodePacket(packet, roomInFrame);

function roomInFrame(size: number): Room {
  const at = size < 126 ? 2 : size < 0x10000 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(at + size);
  bytes[0] = wholeBinaryMessage;
  if (at === 2) bytes[1] = size;
  else if (at === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(size, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(size), 2);
  }
  return { bytes, at };
}
