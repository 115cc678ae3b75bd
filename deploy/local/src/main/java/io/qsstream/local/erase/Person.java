package io.qsstream.local.erase;

import io.qsstream.v1.UserIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request for erasure means; null means whatever. At least one is given.
 *
 * @param userKey the identity that survives a re-join
 * @param email in whatever case
 * @param session id of one session, with or without its account in front
 * @param userId number of one user within that session
 */
public record Person(
        @Nullable String userKey,
        @Nullable String email,
        @Nullable String session,
        @Nullable String userId) {

    /** Whether this entry of the directory is about him. */
    public boolean is(UserIdentity identity) {
        return (userKey == null || userKey.equals(identity.getUserKey()))
                && (email == null || email.equalsIgnoreCase(identity.getEmail()))
                && (session == null
                        || session.equals(identity.getSessionId())
                        || session.equals(identity.getAccountId() + '|' + identity.getSessionId()))
                && (userId == null || userId.equals(identity.getUserId()));
    }
}
