import { connect, createServer, type Socket } from 'node:net';
import { close, listen } from '../process/ports.ts';
import type { Hosts } from '../front/front.ts';

/** A SOCKS end on loopback: how one browser reaches the hosts of one case, and nothing else. */
export interface Socks {
  readonly url: string;
  stop(): Promise<void>;
}

const refused = Buffer.from([5, 4, 0, 1, 0, 0, 0, 0, 0, 0]);
const granted = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/**
 * Starts a SOCKS 5 end that leads every host and port of the case to its front.
 *
 * Cases that use the same host names can so share one browser; TLS and HTTP pass through untouched.
 */
export async function startSocks(hosts: Hosts): Promise<Socks> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => { lead(socket, request, hosts); });
    });
  });
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const port = await listen(server);
  return {
    url: `socks5://127.0.0.1:${port}`,
    async stop() {
      for (const socket of open) socket.destroy();
      await close(server);
    },
  };
}

function lead(socket: Socket, request: Buffer, hosts: Hosts): void {
  const target = targetOf(request);
  const front = target && hosts.find(target.host, target.port);
  if (!front) {
    socket.end(refused);
    return;
  }
  const onward = connect(front.port, '127.0.0.1', () => {
    socket.write(granted);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  onward.on('close', () => socket.destroy());
}

/** The address in a SOCKS 5 request (RFC 1928 §4): type 1 is IPv4, 3 a host name, 4 IPv6. */
function targetOf(request: Buffer): { host: string; port: number } | undefined {
  const type = request[3];
  if (type === 3) {
    const end = 5 + (request[4] ?? 0);
    return { host: request.toString('latin1', 5, end), port: request.readUInt16BE(end) };
  }
  if (type === 1) return { host: [...request.subarray(4, 8)].join('.'), port: request.readUInt16BE(8) };
  if (type === 4) return { host: request.subarray(4, 20).equals(loopback6) ? '::1' : 'unknown', port: request.readUInt16BE(20) };
  return undefined;
}

const loopback6 = Buffer.from([...Array<number>(15).fill(0), 1]);
