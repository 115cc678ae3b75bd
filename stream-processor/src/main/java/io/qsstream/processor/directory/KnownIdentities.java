package io.qsstream.processor.directory;

import io.qsstream.processor.merge.IdentityMerge;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.Slot;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.v1.UserIdentity;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What the directory's store holds, with the users who were heard of last at hand, so that an event that says nothing new
 * costs no look into it.
 */
final class KnownIdentities {

    private static final Slot<UserIdentity> IDENTITY = new Slot<>();

    private final KeyValueStore<String, UserIdentity> directory;
    private final Roster roster;

    KnownIdentities(KeyValueStore<String, UserIdentity> directory, Roster roster) {
        this.directory = directory;
        this.roster = roster;
    }

    /**
     * Takes in what is said of a user.
     *
     * @return all that is known of the user now; null where nothing was added
     */
    @Nullable
    UserIdentity takeIn(UserIdentity said) {
        KnownLeg leg = roster.leg(sessionOf(said), said.getUserId());
        UserIdentity atHand = leg.get(IDENTITY);
        UserIdentity before = atHand == null ? directory.get(key(said)) : atHand;
        UserIdentity after = join(before, said);
        if (after != atHand) {
            leg.put(IDENTITY, after);
        }
        if (after == before) {
            return null;
        }
        directory.put(key(after), after);
        return after;
    }

    /** Joins what the topic says of a user: it runs a commit behind what is known here already. */
    void follow(String key, UserIdentity onTopic) {
        roster.clear(StateKeys.user(sessionOf(onTopic).toString(), onTopic.getUserId()), IDENTITY);
        UserIdentity before = directory.get(key);
        UserIdentity after = join(before, onTopic);
        if (after != before) {
            directory.put(key, after);
        }
    }

    /** The topic has a tombstone. */
    void forget(String key) {
        // A session id and a user id may have a bar in them: the key is the user of any of these.
        for (int bar = key.indexOf('|'); bar >= 0; bar = key.indexOf('|', bar + 1)) {
            roster.clear(StateKeys.user(key.substring(0, bar), key.substring(bar + 1)), IDENTITY);
        }
        directory.delete(key);
    }

    private static UserIdentity join(@Nullable UserIdentity known, UserIdentity more) {
        return known == null ? more : IdentityMerge.merge(known, more);
    }

    static String key(UserIdentity identity) {
        return TopicKeys.user(sessionOf(identity).toString(), identity.getUserId());
    }

    private static SessionKey sessionOf(UserIdentity identity) {
        return new SessionKey(identity.getAccountId(), identity.getSessionId());
    }
}
