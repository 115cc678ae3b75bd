package io.qsstream.processor.directory;

import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.state.Rosters;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.UserIdentity;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Joins what an event says of its users with what the directory knows, and emits a user only when that adds something. */
public final class IdentifyProcessor
        extends ContextualProcessor<@Nullable String, NormalisedEvent, @Nullable String, Emission<?>> {

    private final Rosters rosters;
    private final Outlets outlets;
    private @Nullable KnownIdentities known;

    public IdentifyProcessor(Rosters rosters, Outlets outlets) {
        this.rosters = rosters;
        this.outlets = outlets;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        known = new KnownIdentities(context.getStateStore(DirectoryStore.NAME), rosters.of(context.taskId()));
    }

    @Override
    public void process(Record<@Nullable String, NormalisedEvent> record) {
        for (UserIdentity said : record.value().said().identities()) {
            UserIdentity identity = Objects.requireNonNull(known, "init").takeIn(said);
            if (identity != null) {
                // One millisecond after its cause: records are taken by time, so a replay meets this one after the
                // event that made it, never before.
                outlets.forward(
                        context(),
                        new Record<>(
                                KnownIdentities.key(identity),
                                new Emission<>(Topics.USER_DIRECTORY, identity),
                                record.timestamp() + 1));
            }
        }
    }
}
