package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.Severity;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionRuleTest {

    private static final SessionRule RULE =
            new SessionRule("session-at-risk", 1, Set.of("a"), 0.3, 0.15, 3, Severity.CRITICAL, true);

    @ParameterizedTest(name = "{0}: {1} of {2}")
    @CsvSource({
        "reaching the share raises, 3, 10, BREACH",
        "more than the share raises, 4, 10, BREACH",
        "too few users raise nothing, 2, 4, BETWEEN",
        "one bad user in a webinar is no risk, 1, 1000, GOOD",
        "between the shares nothing changes, 2, 10, BETWEEN",
        "the clear share itself is not good, 3, 20, BETWEEN",
        "below the clear share is good, 2, 14, GOOD",
        "nobody affected is good, 0, 2, GOOD",
        "nobody active says nothing, 0, 0, BETWEEN"
    })
    void aSessionIsJudgedByShareAndNumberOfAffectedUsers(String name, int affected, int active, Verdict verdict) {
        // When
        Verdict said = RULE.verdict(affected, active);

        // Then
        assertThat(said).isEqualTo(verdict);
    }
}
