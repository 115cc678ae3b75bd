package io.qsstream.processor.merge;

import io.qsstream.v1.UserIdentity;
import java.util.List;
import java.util.Objects;

/**
 * Joins what two events say of who a user is, by the law of {@link SampleMerge}: a union, a conflict won by the greater
 * text. Never changes its arguments, and gives back {@code known} itself where {@code more} adds nothing.
 */
public final class IdentityMerge {

    /** Addresses kept of one user: the first in text order. */
    public static final int MAX_ADDRESSES = 64;

    /** Everything that both say of one user of one session. */
    public static UserIdentity merge(UserIdentity known, UserIdentity more) {
        String userKey = Join.greater(known.getUserKey(), more.getUserKey());
        String name = Join.greater(known.getName(), more.getName());
        String email = Join.greater(known.getEmail(), more.getEmail());
        String sessionName = Join.greater(known.getSessionName(), more.getSessionName());
        List<String> addresses = Join.union(known.getIpAddresses(), more.getIpAddresses(), MAX_ADDRESSES);
        boolean same = Objects.equals(userKey, known.getUserKey())
                && Objects.equals(name, known.getName())
                && Objects.equals(email, known.getEmail())
                && Objects.equals(sessionName, known.getSessionName())
                && addresses == known.getIpAddresses();
        return same
                ? known
                : new UserIdentity(
                        known.getAccountId(),
                        known.getSessionId(),
                        known.getUserId(),
                        userKey,
                        name,
                        email,
                        sessionName,
                        addresses);
    }

    private IdentityMerge() {}
}
