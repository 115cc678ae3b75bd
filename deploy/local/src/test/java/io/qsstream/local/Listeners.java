package io.qsstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Listening TCP sockets as Linux tells them under {@code /proc}. */
final class Listeners {

    /** A socket in state LISTEN; the address is the kernel's hexadecimal. */
    record Listener(String address, int port, String inode) {

        private static final Set<String> LOOPBACK = Set.of(
                "0100007F",
                // ::1 and ::ffff:127.0.0.1
                "00000000000000000000000001000000",
                "0000000000000000FFFF00000100007F");

        boolean isLoopback() {
            return LOOPBACK.contains(address);
        }
    }

    static List<Listener> all() throws IOException {
        List<Listener> listeners = new ArrayList<>();
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (!Files.exists(Path.of(file))) {
                continue;
            }
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] columns = line.trim().split("\\s+");
                // 0A is LISTEN.
                if (columns.length > 9 && columns[3].equals("0A")) {
                    String[] local = columns[1].split(":");
                    listeners.add(new Listener(local[0], Integer.parseInt(local[1], 16), columns[9]));
                }
            }
        }
        return listeners;
    }

    /** Those of one process. */
    static List<Listener> of(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        }
        return all().stream().filter(each -> inodes.contains(each.inode())).toList();
    }

    private Listeners() {}
}
