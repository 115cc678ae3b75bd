package io.qsstream.processor.directory;

import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.merge.IdentityMerge;
import io.qsstream.processor.state.Generations;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.UserIdentity;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Joins what an event says of its users with what the directory knows, and emits a user only when that adds something. */
public final class IdentifyProcessor
        extends ContextualProcessor<@Nullable String, NormalisedEvent, @Nullable String, Emission<?>> {

    private final RecentIdentities identities;
    private final Outlets outlets;
    private @Nullable KeyValueStore<String, UserIdentity> directory;
    private @Nullable Generations<String, UserIdentity> recent;

    public IdentifyProcessor(RecentIdentities identities, Outlets outlets) {
        this.identities = identities;
        this.outlets = outlets;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        directory = context.getStateStore(DirectoryStore.NAME);
        identities.forget(context.taskId());
        recent = identities.of(context.taskId());
    }

    @Override
    public void process(Record<@Nullable String, NormalisedEvent> record) {
        for (UserIdentity identity : record.value().said().identities()) {
            identify(identity, record.timestamp());
        }
    }

    @Override
    public void close() {
        identities.forget(context().taskId());
    }

    private void identify(UserIdentity identity, long receipt) {
        KeyValueStore<String, UserIdentity> known = Objects.requireNonNull(directory, "init");
        String key = TopicKeys.user(identity.getAccountId() + '|' + identity.getSessionId(), identity.getUserId());
        Generations<String, UserIdentity> recent = Objects.requireNonNull(this.recent, "init");
        UserIdentity atHand = recent.get(key);
        UserIdentity before = atHand == null ? known.get(key) : atHand;
        UserIdentity after = before == null ? identity : IdentityMerge.merge(before, identity);
        if (after != atHand) {
            recent.put(key, after);
        }
        if (after != before) {
            known.put(key, after);
            // One millisecond after its cause: records are taken by time, so a replay meets this one after the event
            // that made it, never before.
            outlets.forward(context(), new Record<>(key, new Emission<>(Topics.USER_DIRECTORY, after), receipt + 1));
        }
    }
}
