import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way on loopback to a server, which can be cut without the server's knowing. */
export interface Way {
	/** Where it begins. */
	readonly port: number;
	/**
	 * Who comes now gets through, as at first.
	 * @param cut is shown all that goes to the server, piece by piece; `true`: this piece is passed on, and then that line is cut.
	 */
	open(cut?: (data: Buffer) => boolean): void;
	/** Cuts every line, and nobody gets through. */
	close(): void;
	/** Ends for good. */
	end(): Promise<void>;
}

/** A way to this port. */
export async function wayTo(port: number): Promise<Way> {
	const lines = new Set<Socket>();
	let isOpen = true;
	let cut: (data: Buffer) => boolean = () => false;
	const way = createServer((client) => {
		if (!isOpen) return void client.destroy();
		lines.add(client);
		const server = connect(port, '127.0.0.1');
		server.on('error', () => client.destroy()).on('close', () => client.destroy());
		client
			.on('error', () => server.destroy())
			.on('close', () => {
				lines.delete(client);
				server.end();
			});
		server.on('data', (data) => client.write(data));
		client.on('data', (data) => {
			server.write(data);
			if (cut(data)) client.resetAndDestroy();
		});
	}).listen(0, '127.0.0.1');
	await once(way, 'listening');
	const close = () => {
		isOpen = false;
		for (const client of lines) client.resetAndDestroy();
	};
	return {
		port: (way.address() as AddressInfo).port,
		open(cutNow = () => false) {
			isOpen = true;
			cut = cutNow;
		},
		close,
		async end() {
			close();
			await new Promise((resolve) => way.close(resolve));
		},
	};
}
