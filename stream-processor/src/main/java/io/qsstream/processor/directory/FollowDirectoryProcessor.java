package io.qsstream.processor.directory;

import io.qsstream.processor.merge.IdentityMerge;
import io.qsstream.v1.UserIdentity;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the store as the directory topic says. It joins rather than overwrites, because the topic runs a commit behind
 * what this task knows already; a tombstone forgets the user here too.
 */
public final class FollowDirectoryProcessor extends ContextualProcessor<String, @Nullable UserIdentity, Void, Void> {

    private final RecentIdentities identities;
    private @Nullable KeyValueStore<String, UserIdentity> directory;

    public FollowDirectoryProcessor(RecentIdentities identities) {
        this.identities = identities;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        directory = context.getStateStore(DirectoryStore.NAME);
    }

    @Override
    public void process(Record<String, @Nullable UserIdentity> record) {
        KeyValueStore<String, UserIdentity> known = Objects.requireNonNull(directory, "init");
        UserIdentity onTopic = record.value();
        identities.of(context().taskId()).remove(record.key());
        if (onTopic == null) {
            known.delete(record.key());
            return;
        }
        UserIdentity before = known.get(record.key());
        UserIdentity after = before == null ? onTopic : IdentityMerge.merge(before, onTopic);
        if (after != before) {
            known.put(record.key(), after);
        }
    }
}
