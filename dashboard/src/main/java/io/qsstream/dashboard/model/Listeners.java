package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All who hear of changes, in the order in which they came. */
final class Listeners implements ModelListener {

    private final List<ModelListener> all = new CopyOnWriteArrayList<>();

    void add(ModelListener listener) {
        all.add(listener);
    }

    @Override
    public void sessionChanged(SessionKey session, boolean onlyHeard) {
        all.forEach(each -> each.sessionChanged(session, onlyHeard));
    }

    @Override
    public void userChanged(SessionKey session, String userId) {
        all.forEach(each -> each.userChanged(session, userId));
    }

    @Override
    public void sampled(SessionKey session, String userId, Instant time) {
        all.forEach(each -> each.sampled(session, userId, time));
    }

    @Override
    public void alertChanged(String alertId) {
        all.forEach(each -> each.alertChanged(alertId));
    }

    @Override
    public void reported(SessionKey session, int revision) {
        all.forEach(each -> each.reported(session, revision));
    }

    @Override
    public void erased() {
        all.forEach(ModelListener::erased);
    }
}
