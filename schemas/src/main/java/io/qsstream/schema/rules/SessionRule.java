package io.qsstream.schema.rules;

import io.qsstream.v1.Severity;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * When a whole session is at risk: many of its active users have a raised alert at the same time.
 *
 * @param userRuleIds a user counts, once, who has a raised alert of any of these
 * @param raiseShare of the active users, more than 0 up to 1: reaching it raises
 * @param clearShare less than {@code raiseShare}: falling below it clears
 * @param minUsers fewer users with a raised alert never raise, whatever their share
 */
public record SessionRule(
        String id,
        int version,
        Set<String> userRuleIds,
        double raiseShare,
        double clearShare,
        int minUsers,
        Severity severity,
        boolean enabled) {

    public SessionRule {
        userRuleIds = Collections.unmodifiableSet(new LinkedHashSet<>(userRuleIds));
        require(UserRule.ID.matcher(id).matches(), id, "id must be lower case letters, digits and hyphens");
        require(version >= 1, id, "version must be positive");
        require(!userRuleIds.isEmpty(), id, "it must count the alerts of some rule");
        require(raiseShare > 0 && raiseShare <= 1, id, "raiseShare must be more than 0 and at most 1");
        require(clearShare > 0 && clearShare < raiseShare, id, "clearShare must be more than 0 and below raiseShare");
        require(minUsers >= 1, id, "minUsers must be positive");
        require(severity != Severity.UNKNOWN, id, "severity must be known");
    }

    /**
     * What the rule says of a session; without active users nothing is known, so neither.
     *
     * @param affectedUsers active users with a raised alert of any of {@code userRuleIds}
     */
    public Verdict verdict(int affectedUsers, int activeUsers) {
        if (activeUsers <= 0) {
            return Verdict.BETWEEN;
        }
        double share = (double) affectedUsers / activeUsers;
        if (share >= raiseShare && affectedUsers >= minUsers) {
            return Verdict.BREACH;
        }
        return share < clearShare ? Verdict.GOOD : Verdict.BETWEEN;
    }

    private static void require(boolean holds, String id, String what) {
        if (!holds) {
            throw new IllegalArgumentException("Session rule " + id + ": " + what);
        }
    }
}
