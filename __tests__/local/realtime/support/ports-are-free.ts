import dgram from 'node:dgram';
import net from 'node:net';

/** Whether a TCP and a UDP port can be bound. */
export async function portsAreFree(port: number): Promise<boolean> {
  const tcp = net.createServer();
  const udp = dgram.createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject).bind(port, '127.0.0.1', resolve);
    });
    return true;
  } catch {
    return false;
  } finally {
    tcp.close();
    udp.close();
  }
}
