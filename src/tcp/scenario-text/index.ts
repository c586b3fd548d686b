// Scenarios as text, with one meaning with their JSON.
export { parseScenarioText, type ParsedText } from './parse.js';
export { readScenarioText } from './read.js';
export { printScenarioText } from './print.js';
export type { ScenarioShape, ScriptLine, WireRule } from './shape.js';
