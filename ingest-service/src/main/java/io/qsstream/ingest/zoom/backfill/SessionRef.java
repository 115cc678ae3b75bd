package io.qsstream.ingest.zoom.backfill;

import io.qsstream.schema.SessionKey;
import org.jspecify.annotations.Nullable;

/**
 * One session to ask for.
 *
 * @param userId the only user that is wanted; null for all
 */
record SessionRef(
        Kind kind,
        String accountId,
        String sessionId,
        @Nullable String userId) {

    SessionKey key() {
        return new SessionKey(accountId, sessionId);
    }
}
