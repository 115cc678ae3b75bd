package io.qsstream.local.deadletter;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant. Pure.
 *
 * @param ids as {@link DeadLetter#id()} has them; empty for all
 * @param reasons empty for all
 * @param from written at this time or later
 * @param to written before this time
 */
public record Selection(
        Set<String> ids, Set<String> reasons, Optional<String> topic, Optional<Instant> from, Optional<Instant> to) {

    public Selection {
        ids = Set.copyOf(ids);
        reasons = Set.copyOf(reasons);
    }

    public boolean has(DeadLetter letter) {
        return (ids.isEmpty() || ids.contains(letter.id()))
                && (reasons.isEmpty() || reasons.contains(letter.reason()))
                && (topic.isEmpty() || topic.equals(letter.topic()))
                && (from.isEmpty() || !letter.time().isBefore(from.get()))
                && (to.isEmpty() || letter.time().isBefore(to.get()));
    }
}
