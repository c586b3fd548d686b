import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { DeliveriesService } from './deliveries.service.js';
import { EndpointsService } from './endpoints.service.js';
import {
  ChangeEndpoint,
  CreateEndpoint,
  DeliveriesQuery,
  DeliveryView,
  EndpointView,
  NewEndpointView,
  Replay,
  ReplayView,
  RotateSecret,
  TryView,
} from './webhooks.dto.js';

const Course = () => Param('courseId', IdPipe);
const Endpoint = () => Param('endpointId', IdPipe);
const Delivery = () => Param('deliveryId', IdPipe);

@ApiTags('webhooks')
@ApiBearerAuth()
@Controller('v1/courses/:courseId/endpoints')
export class WebhooksController {
  constructor(
    private readonly endpoints: EndpointsService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Register a webhook receiver' })
  @ApiCreatedResponse({ type: NewEndpointView })
  create(@Me() me: Principal, @Course() course: string, @Body() body: CreateEndpoint) {
    return this.endpoints.create(me, course, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the webhook receivers of a course' })
  @ApiPage(EndpointView)
  list(@Me() me: Principal, @Course() course: string, @Query() query: PageQuery) {
    return this.endpoints.list(me, course, query);
  }

  @Get(':endpointId')
  @ApiOperation({ summary: 'Read a webhook receiver' })
  @ApiOkResponse({ type: EndpointView })
  read(@Me() me: Principal, @Course() course: string, @Endpoint() endpoint: string) {
    return this.endpoints.read(me, course, endpoint);
  }

  @Patch(':endpointId')
  @ApiOperation({ summary: 'Change a webhook receiver, disable it, or enable it again' })
  @ApiOkResponse({ type: EndpointView })
  change(
    @Me() me: Principal,
    @Course() course: string,
    @Endpoint() endpoint: string,
    @Body() body: ChangeEndpoint,
  ) {
    return this.endpoints.change(me, course, endpoint, body);
  }

  @Delete(':endpointId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a webhook receiver and its log' })
  @ApiNoContentResponse()
  remove(@Me() me: Principal, @Course() course: string, @Endpoint() endpoint: string) {
    return this.endpoints.remove(me, course, endpoint);
  }

  @Post(':endpointId/rotate-secret')
  @ApiOperation({ summary: 'Replace the signing secret; for a while both sign' })
  @ApiCreatedResponse({ type: NewEndpointView })
  rotate(
    @Me() me: Principal,
    @Course() course: string,
    @Endpoint() endpoint: string,
    @Body() body: RotateSecret,
  ) {
    return this.endpoints.rotate(me, course, endpoint, body);
  }

  @Post(':endpointId/ping')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test event now and see what comes of it' })
  @ApiOkResponse({ type: TryView })
  ping(@Me() me: Principal, @Course() course: string, @Endpoint() endpoint: string) {
    return this.deliveries.ping(me, course, endpoint);
  }

  @Post(':endpointId/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send the events of a time range again' })
  @ApiAcceptedResponse({ type: ReplayView })
  replay(@Me() me: Principal, @Course() course: string, @Endpoint() endpoint: string, @Body() body: Replay) {
    return this.deliveries.replay(me, course, endpoint, body);
  }

  @Get(':endpointId/deliveries')
  @ApiOperation({ summary: 'List what was delivered to a receiver in the last 30 days, with every try' })
  @ApiPage(DeliveryView)
  log(
    @Me() me: Principal,
    @Course() course: string,
    @Endpoint() endpoint: string,
    @Query() query: DeliveriesQuery,
  ) {
    return this.deliveries.list(me, course, endpoint, query);
  }

  @Get(':endpointId/deliveries/:deliveryId')
  @ApiOperation({ summary: 'Read one delivery, with every try' })
  @ApiOkResponse({ type: DeliveryView })
  delivery(
    @Me() me: Principal,
    @Course() course: string,
    @Endpoint() endpoint: string,
    @Delivery() delivery: string,
  ) {
    return this.deliveries.read(me, course, endpoint, delivery);
  }

  @Post(':endpointId/deliveries/:deliveryId/redeliver')
  @ApiOperation({ summary: 'Deliver it once more, as often as you like' })
  @ApiCreatedResponse({ type: DeliveryView })
  redeliver(
    @Me() me: Principal,
    @Course() course: string,
    @Endpoint() endpoint: string,
    @Delivery() delivery: string,
  ) {
    return this.deliveries.redeliver(me, course, endpoint, delivery);
  }
}
