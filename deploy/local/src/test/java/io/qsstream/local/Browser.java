package io.qsstream.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Headless Chromium with the dashboard's page in it. */
final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDTH = 1280;

    private final ChromeDriver driver;

    Browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .usingAnyFreePort()
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        size(WIDTH, 900);
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    void open(String url) {
        driver.get(url);
    }

    /** Follows a link within the page: nothing is loaded again. */
    void go(String place) {
        run("location.hash = arguments[0]", place);
    }

    /** All text that is visible. */
    String text() {
        return (String) run("return document.body.innerText");
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The texts of all elements that a selector finds. */
    @SuppressWarnings("unchecked")
    List<String> texts(String selector) {
        return (List<String>)
                run("return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText)", selector);
    }

    /** Rule and elements of every serious or critical violation that axe finds. */
    @SuppressWarnings("unchecked")
    List<String> violations() {
        run(axe());
        Map<String, Object> result = (Map<String, Object>) driver.executeAsyncScript(
                "const done = arguments[0]; axe.run(document).then((found) => done({violations: found.violations"
                        + ".filter((each) => ['serious', 'critical'].includes(each.impact))"
                        + ".map((each) => each.id + ': ' + each.nodes.map((node) => node.html).slice(0, 3).join(' | ')),"
                        + " passes: found.passes.length}))");
        if ((Long) result.get("passes") == 0) {
            throw new AssertionError("axe checked nothing");
        }
        return (List<String>) result.get("violations");
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kept under {@code target/screenshots}. */
    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
