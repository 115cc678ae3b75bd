package io.qsstream.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one command.
 *
 * @param name of the command: the files are called so
 * @param title of the page
 * @param parameters what the command was told
 * @param measured every single measurement, as it goes into the JSON
 * @param table the medians
 * @param remarks what a reader must know to read the table
 */
public record Report(
        String name,
        String title,
        Machine machine,
        Map<String, ?> parameters,
        List<?> measured,
        Table table,
        List<String> remarks) {

    /** What goes into the JSON. */
    private record Document(Machine machine, Map<String, ?> parameters, List<?> measured, List<String> remarks) {}

    /** Prints the table, and writes {@code NAME.json} and {@code NAME.md}. */
    public void publish(Path folder, PrintStream out) {
        out.println();
        out.print(table.plain());
        remarks.forEach(remark -> out.println("* " + remark));
        try {
            Files.createDirectories(folder);
            Path json = folder.resolve(name + ".json");
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(json.toFile(), new Document(machine, parameters, measured, remarks));
            Path page = folder.resolve(name + ".md");
            Files.writeString(page, markdown());
            out.println("Written: " + json + ", " + page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# ").append(title).append("\n\n").append(table.markdown()).append('\n');
        remarks.forEach(remark -> page.append("* ").append(remark).append('\n'));
        page.append("\nMeasured ")
                .append(machine.date())
                .append(" on ")
                .append(machine.cores())
                .append(" cores (")
                .append(machine.processor())
                .append("), ")
                .append(machine.memoryMib())
                .append(" MiB, ")
                .append(machine.system())
                .append(", ")
                .append(machine.jdk())
                .append(", commit ")
                .append(machine.commit())
                .append(", load before ")
                .append(machine.loadBefore())
                .append(".\n\nParameters: ");
        parameters.forEach((key, value) ->
                page.append('`').append(key).append('=').append(value).append("` "));
        return page.append('\n').toString();
    }
}
