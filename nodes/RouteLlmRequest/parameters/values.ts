export * from '../../shared/values';
