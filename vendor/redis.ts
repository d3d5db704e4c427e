export { AbstractConnector, Redis } from 'ioredis';
