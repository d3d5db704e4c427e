export * from '../../scripts/lib/engine';
