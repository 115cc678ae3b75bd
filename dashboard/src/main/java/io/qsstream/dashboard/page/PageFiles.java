package io.qsstream.dashboard.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the page and of its libraries, from the class path and from nowhere else. */
final class PageFiles {

    /**
     * One file.
     *
     * @param etag quoted, as it stands in the header
     */
    record PageFile(byte[] content, String mediaType, String etag) {}

    /** Names of our own making only: no dot at a name's beginning, no escape, no way up. */
    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+([.-][A-Za-z0-9_-]+)*");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "txt", "text/plain; charset=utf-8");

    private static final String UPLOT = "uplot";

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();
    private final String uplotVersion = version();

    /** A file of the page, by its path below {@code /}. */
    Optional<PageFile> page(String path) {
        return file("page/" + path, path);
    }

    /** A file of uPlot's package, by its path below {@code /webjars/uplot/}, with or without a version before it. */
    Optional<PageFile> uplot(String path) {
        String bare = path.startsWith(uplotVersion + "/") ? path.substring(uplotVersion.length() + 1) : path;
        return file("META-INF/resources/webjars/" + UPLOT + "/" + uplotVersion + "/" + bare, bare);
    }

    private Optional<PageFile> file(String resource, String path) {
        String mediaType = MEDIA_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (mediaType == null || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        PageFile known = read.get(resource);
        if (known == null) {
            byte[] content = content(resource);
            if (content == null) {
                return Optional.empty();
            }
            known = new PageFile(content, mediaType, etag(content));
            // Only what exists is remembered, so nobody outside decides how much that is.
            read.put(resource, known);
        }
        return Optional.of(known);
    }

    private static byte @Nullable [] content(String resource) {
        URL url = PageFiles.class.getClassLoader().getResource(resource);
        if (url == null) {
            return null;
        }
        try (InputStream content = url.openStream()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        String resource = "META-INF/maven/org.webjars.npm/uplot/pom.properties";
        try (InputStream content = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(content);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
