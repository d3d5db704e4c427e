import { tlsOptions } from '../../adapters/tls';

it('names the host to a server that holds several certificates, but no address', () => {
	expect(tlsOptions({ tls: { mode: 'encrypt' }, host: 'db.example.com' })).toEqual({
		servername: 'db.example.com',
		rejectUnauthorized: false,
	});
	expect(tlsOptions({ tls: { mode: 'encrypt' }, host: '127.0.0.1' })).toEqual({ rejectUnauthorized: false });
	expect(tlsOptions({ tls: { mode: 'encrypt' }, host: '::1' })).toEqual({ rejectUnauthorized: false });
});
