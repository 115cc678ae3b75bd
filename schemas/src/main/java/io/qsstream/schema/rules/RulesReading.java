package io.qsstream.schema.rules;

import java.util.List;

/** What became of reading a rules file. */
public sealed interface RulesReading {

    /** Every key was understood. */
    record Valid(AlertRules rules) implements RulesReading {}

    /** Refused as a whole; all mistakes in order of lines, at least one. */
    record Invalid(List<Mistake> mistakes) implements RulesReading {

        public Invalid {
            mistakes = List.copyOf(mistakes);
            if (mistakes.isEmpty()) {
                throw new IllegalArgumentException("A refused file has a mistake");
            }
        }
    }
}
