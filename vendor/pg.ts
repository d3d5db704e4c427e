export { Pool, TypeOverrides } from 'pg';
export type { ClientConfig, PoolClient } from 'pg';
