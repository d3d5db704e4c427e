export { connect, runWorkflow, startWorkflow, userFolder } from './engine';
export type { EngineRunOptions, RunResult, StartedRun, WorkflowJson } from './engine';
export { codeNode, manualTrigger, noOp } from './nodeTypes';
export type { CodeFunction, NodeTypesByName } from './nodeTypes';
export { loadPackage } from './package';
