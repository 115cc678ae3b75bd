package io.qsstream.local;

import io.qsstream.local.erase.Directory;
import io.qsstream.local.erase.Directory.Found;
import io.qsstream.local.erase.Person;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exits with 0 once the person is gone or was never there, 1 where he came back meanwhile, 2 where the cluster refused. */
@Command(
        name = "erase",
        description = {
            "Takes a person out of the user directory: writes tombstones, then reads the whole topic again to prove it. Raw"
                    + " events and dead letters name him until their retention is over (7 and 30 days by default), and"
                    + " an event of his that comes after the erasure names him anew.",
            "Run again later, it says whether compaction has taken his older values out of the log."
        },
        mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {

    @CommandLine.Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    ClusterOptions options;

    @Option(names = "--registry", description = "Schema registry; default: the running stack's.")
    @Nullable
    String registry;

    @Option(names = "--user", paramLabel = "USERKEY", description = "The identity that survives a re-join.")
    @Nullable
    String user;

    @Option(names = "--email", description = "The person's e-mail address, in whatever case.")
    @Nullable
    String email;

    @Option(names = "--session", description = "Only in this session; with --user-id, who has neither key nor address.")
    @Nullable
    String session;

    @Option(names = "--user-id", paramLabel = "ID", description = "The user's number within --session.")
    @Nullable
    String userId;

    @Option(names = "--yes", description = "Do it; without it this is a dry run.")
    boolean yes;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        boolean named = user != null || email != null;
        if (!named && (session == null || userId == null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Whom? --user, --email, or --session with --user-id");
        }
        if (userId != null && session == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--user-id is a number within a session: give --session, too");
        }
        PrintWriter print = spec.commandLine().getOut();
        Map<String, Object> properties = options.kafkaProperties(spec);
        options.put(properties, "schema.registry.url", registry, "registry", spec);
        int exit = erase(new Directory(properties), new Person(user, email, session, userId), print);
        print.flush();
        return exit;
    }

    private int erase(Directory directory, Person person, PrintWriter print) {
        Found found = directory.find(person);
        if (found.live().isEmpty()) {
            print.println("Not in the directory.");
            sayWhatIsCovered(found, print);
            return 0;
        }
        // Ids alone: whoever reads this terminal need not learn who it is.
        found.live().forEach(entry -> print.println(TerminalText.plain(entry.key())));
        if (!yes) {
            print.println("Dry run: " + found.live().size()
                    + " entries to erase, none erased. Again with --yes erases them.");
            return 0;
        }
        directory.erase(found.live());
        Found after = directory.find(person);
        if (!after.live().isEmpty()) {
            print.println(found.live().size() + " tombstones written, but "
                    + after.live().size()
                    + " entries are there again: an event named the person meanwhile. Run this again.");
            return 1;
        }
        print.println(found.live().size() + " entries erased; read again: gone from the directory.");
        sayWhatIsCovered(after, print);
        return 0;
    }

    private static void sayWhatIsCovered(Found found, PrintWriter print) {
        print.println(
                found.covered() == 0
                        ? "No older value of the person is in the log."
                        : found.covered()
                                + " older values are in the log until compaction takes them out; no consumer that reads to"
                                + " the end keeps them.");
    }
}
