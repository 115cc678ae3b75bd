package io.qsstream.benchmarks.lab;

import java.util.List;
import java.util.Map;

/** A process to be started, as data. */
public interface Program {

    /** Its log file's name. */
    String name();

    /** Its command line. */
    List<String> command(Home home);

    /** What it gets besides the inherited environment. */
    Map<String, String> environment();
}
