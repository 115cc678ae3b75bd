package io.qsstream.local.child;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs a component's main on a leash: when the tool dies, even by {@code kill -9}, the component ends too.
 *
 * <p>The tool holds the other end of standard input and never writes: end of file means that the tool is gone, on every
 * system and without polling. Ctrl-C and a closed terminal reach the whole process group at once; a child ignores both, so
 * that the tool alone decides who stops when.
 *
 * <p>Arguments: seconds to wait once the tool is gone (so that services drain before their broker goes), main class, its
 * arguments.
 */
public final class Leash {

    /** Longer than any component takes to stop by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public static void main(String[] arguments) throws Throwable {
        Duration delay = Duration.ofSeconds(Long.parseLong(arguments[0]));
        for (String name : new String[] {"INT", "HUP"}) {
            Signal.handle(new Signal(name), SignalHandler.SIG_IGN);
        }
        Thread.ofPlatform().daemon().name("leash").start(() -> endWithTheTool(System.in, delay));
        try {
            Class.forName(arguments[1]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 2, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void endWithTheTool(InputStream leash, Duration delay) {
        try {
            while (leash.read() >= 0) {
                // Nobody writes; a byte means nothing.
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        System.err.println("The local stack's tool is gone: ending");
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            // Then end at once.
        }
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) {
                // Then halt at once.
            }
            Runtime.getRuntime().halt(1);
        });
        System.exit(0);
    }

    private Leash() {}
}
