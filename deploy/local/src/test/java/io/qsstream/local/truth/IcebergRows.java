package io.qsstream.local.truth;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Prints the rows of Iceberg tables, read by Iceberg's own API: the table's name, then the fields asked for, with tabs. A
 * process of its own, because Iceberg's libraries stay in the plugin's folder. Arguments: JDBC URL and user of the
 * catalogue, warehouse, then {@code table:field,field,...} for each table.
 */
final class IcebergRows {

    public static void main(String[] arguments) throws Exception {
        Object hadoop = Class.forName("org.apache.hadoop.conf.Configuration")
                .getConstructor()
                .newInstance();
        Catalog catalog = CatalogUtil.loadCatalog(
                "org.apache.iceberg.jdbc.JdbcCatalog",
                "qsstream",
                Map.of(
                        "uri", arguments[0],
                        "jdbc.user", arguments[1],
                        "warehouse", arguments[2]),
                hadoop);
        for (String wanted : List.of(arguments).subList(3, arguments.length)) {
            String name = wanted.substring(0, wanted.indexOf(':'));
            String[] fields = wanted.substring(wanted.indexOf(':') + 1).split(",");
            Table table = catalog.loadTable(TableIdentifier.of(Namespace.of("qss"), name));
            try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
                for (Record row : rows) {
                    StringBuilder line = new StringBuilder(name);
                    for (String field : fields) {
                        line.append('\t').append(row.getField(field));
                    }
                    System.out.println(line);
                }
            }
        }
    }

    private IcebergRows() {}
}
