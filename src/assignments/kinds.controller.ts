import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { kinds, type ParamsSchema, paramsSchema } from '../questions/index.js';

class TextView {
  @ApiProperty() en!: string;
  @ApiProperty() zh!: string;
}

class KindView {
  @ApiProperty({ example: 'handshake-numbers' }) name!: string;
  @ApiProperty() version!: number;
  @ApiProperty() title!: TextView;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'A JSON Schema of its params.' })
  params!: ParamsSchema;
  @ApiProperty({ type: [String], description: 'The wrong rules that it recognises in an answer.' })
  misconceptions!: string[];
}

@ApiTags('assignments')
@ApiBearerAuth()
@Controller('v1/kinds')
export class KindsController {
  @Get()
  @ApiOperation({ summary: 'List the question kinds that an item can have' })
  @ApiOkResponse({ type: [KindView] })
  list(): KindView[] {
    return kinds.map(({ name, version, title, params, misconceptions }) => ({
      name,
      version,
      title,
      params: paramsSchema(params),
      misconceptions: [...misconceptions],
    }));
  }
}
