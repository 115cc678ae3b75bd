package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;

/** Tools from outside of Maven: CI has them, elsewhere their test is skipped with their name. */
public final class Needs {

    /** Checks by a command that ends with 0 where the tool is there. */
    public static void tool(String what, List<String> probe) throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        if (System.getenv("CI") == null) {
            assumeTrue(there, "needs " + what);
        }
        assertThat(there).as("CI needs " + what).isTrue();
    }

    private Needs() {}
}
