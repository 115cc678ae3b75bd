package io.qsstream.benchmarks.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a run has got: a bar on a terminal, nothing elsewhere. */
public final class Progress implements AutoCloseable {

    private final @Nullable ProgressBar bar;

    public Progress(String what, long most) {
        if (!Boolean.getBoolean("qsstream.terminal")) {
            bar = null;
            return;
        }
        PrintStream terminal = System.err;
        bar = new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(most)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(terminal))
                .showSpeed()
                .build();
    }

    public void at(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
