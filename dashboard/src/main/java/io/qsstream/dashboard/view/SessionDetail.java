package io.qsstream.dashboard.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session with its users, of which {@code usersNextCursor} continues the list, and all its alerts.
 *
 * @param completeness absent until the session has ended
 * @param refreshable whether Zoom can be asked for it again, by {@code POST} to its {@code /refresh}
 */
public record SessionDetail(
        @JsonUnwrapped SessionView session,
        List<UserView> users,
        @Nullable String usersNextCursor,
        List<AlertView> alerts,
        @Nullable CompletenessView completeness,
        boolean refreshable) {

    public SessionDetail {
        users = List.copyOf(users);
        alerts = List.copyOf(alerts);
    }

    /** The same, where Zoom can or cannot be asked. */
    public SessionDetail refreshable(boolean possible) {
        return new SessionDetail(session, users, usersNextCursor, alerts, completeness, possible);
    }
}
