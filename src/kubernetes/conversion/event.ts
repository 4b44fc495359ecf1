import type { JsonObject } from '../patch/json-value.ts';
import { withRenamed } from './fields.ts';

/**
 * An Event of events.k8s.io as the core one that it is stored as.
 *
 * @source pkg/apis/events/v1/conversion.go → Convert_v1_Event_To_core_Event (v1.36.3)
 */
export function eventToCore(event: JsonObject): JsonObject {
  return {
    reportingComponent: '',
    reportingInstance: '',
    ...withRenamed(event, {
      regarding: 'involvedObject',
      note: 'message',
      reportingController: 'reportingComponent',
      deprecatedSource: 'source',
      deprecatedFirstTimestamp: 'firstTimestamp',
      deprecatedLastTimestamp: 'lastTimestamp',
      deprecatedCount: 'count',
    }),
  };
}
