import { stopShared } from '../support/e2e';

export default async function teardown(): Promise<void> {
	await stopShared();
}
