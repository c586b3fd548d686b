import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { EndpointsService } from './endpoints.service.js';
import { CreateEndpoint, DeliveryView, EndpointView, NewEndpointView } from './webhooks.dto.js';

@ApiTags('webhooks')
@ApiBearerAuth()
@Controller('v1/courses/:courseId/endpoints')
export class WebhooksController {
  constructor(private readonly endpoints: EndpointsService) {}

  @Post()
  @ApiOperation({ summary: 'Register a webhook receiver' })
  @ApiCreatedResponse({ type: NewEndpointView })
  create(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Body() body: CreateEndpoint) {
    return this.endpoints.create(me, courseId, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the webhook receivers of a course' })
  @ApiPage(EndpointView)
  list(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: PageQuery) {
    return this.endpoints.list(me, courseId, query);
  }

  @Get(':endpointId/deliveries')
  @ApiOperation({ summary: 'List what was delivered to a receiver, with every try' })
  @ApiPage(DeliveryView)
  deliveries(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Param('endpointId', IdPipe) endpointId: string,
    @Query() query: PageQuery,
  ) {
    return this.endpoints.deliveries(me, courseId, endpointId, query);
  }
}
