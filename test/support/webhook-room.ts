// A course with a webhook receiver, what happens in it, and the log of its deliveries.
import { expect } from '@jest/globals';
import type { Page } from '../../src/common/page.js';
import { EventsService } from '../../src/events/events.service.js';
import { DispatcherService } from '../../src/webhooks/dispatcher.service.js';
import type { DeliveryView, NewEndpointView, TryView } from '../../src/webhooks/webhooks.dto.js';
import { done } from './api/client.js';
import { PATIENCE_MS } from './course.js';
import { startReceiver } from './receiver.js';
import type { Answer, TestService } from './service.js';

const LEARNER = '0193a1b2-6d2e-7c41-9d3f-5a8b7c6d5e4f';
const PAUSE_MS = 20;

export type WebhookRoom = Awaited<ReturnType<typeof webhookRoom>>;

export async function webhookRoom(service: TestService) {
  const receiver = await startReceiver();
  const instructor = await service.creator();
  const { id: courseId } = await done(instructor.typed.POST('/v1/courses', { body: { title: 'Networks' } }));
  const courseUrl = `/v1/courses/${courseId}`;
  const log = async (path: string): Promise<DeliveryView[]> =>
    (await instructor.get<Page<DeliveryView>>(`${path}/deliveries?limit=100`)).body.data;
  let version = 0;
  return {
    receiver,
    instructor,
    courseId,
    courseUrl,
    log,
    endpoint: async (body: object = {}): Promise<NewEndpointView & { path: string }> => {
      const asked = { url: receiver.url, ...body };
      const answer = await instructor.post<NewEndpointView>(`${courseUrl}/endpoints`, asked);
      expect(answer.status).toBe(201);
      return { ...answer.body, path: `${courseUrl}/endpoints/${answer.body.id}` };
    },
    patch: <T>(path: string, body: object): Promise<Answer<T>> => {
      const headers = { 'content-type': 'application/json' };
      return instructor.request<T>(path, { method: 'PATCH', body: JSON.stringify(body), headers });
    },
    score: async (times = 1): Promise<void> => {
      const events = service.app.get(EventsService);
      const told = { learnerId: LEARNER, lmsId: 'sis-1', assignmentId: LEARNER, earned: 5, possible: 10 };
      for (let i = 0; i < times; i++) {
        version += 1;
        const data = { ...told, version, submittedAt: new Date(0).toISOString() };
        await service.db.$transaction((tx) => events.record(tx, courseId, 'score.changed', data));
      }
    },
    /** Reads the log until it is as wanted. */
    logWhen: async (path: string, wanted: (log: DeliveryView[]) => boolean): Promise<DeliveryView[]> => {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = await log(path);
        if (wanted(found)) return found;
        if (Date.now() > deadline) throw new Error(`the log stays ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    },
    /** What is waiting for a later time is due now. */
    laterIsNow: async (): Promise<void> => {
      await service.db
        .$executeRaw`UPDATE deliveries SET due_at = now() - interval '1 s' WHERE state = 'pending'`;
      await service.db.$executeRaw`UPDATE endpoints SET quiet_until = NULL`;
      service.app.get(DispatcherService).wake();
    },
  };
}

export const isDone = ({ status, error }: TryView) => status !== null || error !== null;
export const tried = (times: number) => (found: DeliveryView[]) =>
  found.length > 0 && found.every(({ tries }) => tries.length === times && tries.every(isDone));
