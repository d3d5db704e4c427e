export { connect, runWorkflow, startWorkflow, userFolder } from './engine';
export type { RunAsk, RunResult, StartedRun, WorkflowJson } from './engine';
export { codeNode, manualTrigger, noOp } from './nodeTypes';
export type { CodeFunction, NodeTypesByName } from './nodeTypes';
export { loadPackage } from './package';
