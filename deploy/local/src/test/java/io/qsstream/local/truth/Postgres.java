package io.qsstream.local.truth;

import io.qsstream.local.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL server of its own, on loopback. */
final class Postgres implements AutoCloseable {

    /** Its only user, who needs no password over loopback: the one that `up --postgres` takes by itself. */
    static final String USER = System.getenv().getOrDefault("PGUSER", System.getProperty("user.name"));

    private final Path folder;
    private final Process server;
    private final String url;

    private Postgres(Path folder, Process server, String url) {
        this.folder = folder;
        this.server = server;
        this.url = url;
    }

    static Postgres start(int port) throws Exception {
        Needs.tool("postgresql (initdb and postgres on the PATH)", List.of("initdb", "--version"));
        // Beside the test's own folder, which only its owner may enter: the server refuses to run as root.
        Path folder = Files.createTempDirectory("qsstream-postgres");
        run(List.of("chmod", "755", folder.toString()));
        List<String> as = List.of();
        if (System.getProperty("user.name").equals("root")) {
            run(List.of("chown", "postgres", folder.toString()));
            as = List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
        }
        String data = folder.resolve("data").toString();
        run(with(as, "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--no-sync"));
        Process server = new ProcessBuilder(with(
                        as,
                        "postgres",
                        "-D",
                        data,
                        "-p",
                        Integer.toString(port),
                        "-k",
                        data,
                        "-c",
                        "fsync=off",
                        "-c",
                        "listen_addresses=127.0.0.1"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .directory(folder.toFile())
                .start();
        return new Postgres(folder, server, "jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    }

    private static List<String> with(List<String> as, String... command) {
        return Stream.concat(as.stream(), Stream.of(command)).toList();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + ": " + output);
        }
    }

    String url() {
        return url;
    }

    boolean isUp() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    void execute(Path file) throws IOException, SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(file));
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Rows of a query by their first columns, joined with bars; the others are numbers, a null NaN. */
    Map<String, List<Double>> rows(int keys, String sql) throws SQLException {
        Map<String, List<Double>> rows = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> key = new ArrayList<>();
                for (int i = 1; i <= keys; i++) {
                    key.add(result.getString(i));
                }
                List<Double> numbers = new ArrayList<>();
                for (int i = keys + 1; i <= columns; i++) {
                    double number = result.getDouble(i);
                    numbers.add(result.wasNull() ? Double.NaN : number);
                }
                if (rows.put(String.join("|", key), numbers) != null) {
                    throw new AssertionError("Twice: " + key + " in " + sql);
                }
            }
        }
        return rows;
    }

    /** A query's answer as text, for people. */
    String text(String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(result.getMetaData().getColumnName(i) + "=" + result.getString(i));
                }
                text.append("  ").append(String.join(" ", cells)).append('\n');
            }
        }
        return text.toString();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, USER, "");
    }

    @Override
    public void close() throws Exception {
        server.destroy();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
