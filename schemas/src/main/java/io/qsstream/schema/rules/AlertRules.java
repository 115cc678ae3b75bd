package io.qsstream.schema.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All rules of a deployment, in the order of the file; ids are unique over both lists. */
public record AlertRules(List<UserRule> userRules, List<SessionRule> sessionRules) {

    public AlertRules {
        userRules = List.copyOf(userRules);
        sessionRules = List.copyOf(sessionRules);
        Set<String> ids = new HashSet<>();
        for (UserRule rule : userRules) {
            require(ids.add(rule.id()), rule.id() + " is there twice");
        }
        Set<String> userRuleIds = Set.copyOf(ids);
        for (SessionRule rule : sessionRules) {
            require(ids.add(rule.id()), rule.id() + " is there twice");
            require(userRuleIds.containsAll(rule.userRuleIds()), rule.id() + " names a rule that is not there");
        }
    }

    /** Those that are switched on. */
    public List<UserRule> enabledUserRules() {
        return userRules.stream().filter(UserRule::enabled).toList();
    }

    /** Those that are switched on. */
    public List<SessionRule> enabledSessionRules() {
        return sessionRules.stream().filter(SessionRule::enabled).toList();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("Rule " + what);
        }
    }
}
