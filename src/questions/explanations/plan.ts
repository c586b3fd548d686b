// What a question for an explanation keeps of its run: to show it, and to simulate it again.
import type { ProfileName, Scenario, Trace } from '../../tcp/index.js';
import type { Difficulty } from '../draws.js';
import type { Drawn, Scene } from './scenes.js';

export interface ExplainPlan {
  question: string;
  scene: Scene;
  profile: ProfileName;
  scenario: Scenario;
  drawn: Drawn;
}

export interface ExplainFacts {
  question: string;
  scene: Scene;
  difficulty: Difficulty;
  trace: Trace;
}
