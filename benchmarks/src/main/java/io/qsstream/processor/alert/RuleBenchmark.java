package io.qsstream.processor.alert;

import io.qsstream.benchmarks.micro.Specimen;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.RulesFile;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.QosSample;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** All shipped rules on one sample of a leg that has a history of twelve. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RuleBenchmark {

    private static final int HISTORY = 12;
    /** User 7 has a bad network from the eighth minute on. */
    private static final int TROUBLED = 7;

    private final AlertRules rules = RulesFile.atStart(null);
    private final LegAlerts.Leg well = leg(3);
    private final LegAlerts.Leg ill = leg(TROUBLED);
    private final LegAlertState wellKnown = after(well, 3);
    private final LegAlertState illKnown = after(ill, TROUBLED);
    private final QosSample wellNext = Specimen.sample(3, HISTORY);
    private final QosSample illNext = Specimen.sample(TROUBLED, HISTORY);

    private static LegAlerts.Leg leg(int user) {
        QosSample any = Specimen.sample(user, 0);
        return new LegAlerts.Leg(new SessionKey(any.getAccountId(), any.getSessionId()), any.getUserId());
    }

    private LegAlertState after(LegAlerts.Leg leg, int user) {
        TrustedRecords.trust();
        LegAlertState state = LegAlertState.newBuilder().build();
        for (int minute = 0; minute < HISTORY; minute++) {
            QosSample sample = Specimen.sample(user, minute);
            state = LegAlerts.takeIn(leg, state, sample, rules, sample.getReceiptTime())
                    .state();
        }
        return state;
    }

    @Benchmark
    public Object healthySample() {
        return LegAlerts.takeIn(well, wellKnown, wellNext, rules, wellNext.getReceiptTime());
    }

    /** With alerts raised and breached on. */
    @Benchmark
    public Object troubledSample() {
        LegAlerts.Taken taken = LegAlerts.takeIn(ill, illKnown, illNext, rules, illNext.getReceiptTime());
        if (taken.troubles().isEmpty()) {
            throw new IllegalStateException("The specimen is in trouble");
        }
        return taken;
    }
}
