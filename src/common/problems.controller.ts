// What the `type` of a problem points to.
import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './public.js';
import { Problem, type ProblemName, PROBLEMS, typeOf } from './problems.js';

@ApiExcludeController()
@Public()
@Controller('problems')
export class ProblemsController {
  @Get(':name')
  explain(@Param('name') name: string) {
    if (!Object.hasOwn(PROBLEMS, name)) throw new Problem('not-found', 'There is no problem of this name.');
    return { type: typeOf(name as ProblemName), ...PROBLEMS[name as ProblemName] };
  }
}
