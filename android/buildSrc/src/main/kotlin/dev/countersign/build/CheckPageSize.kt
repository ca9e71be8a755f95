package dev.countersign.build

import javax.inject.Inject
import org.gradle.api.DefaultTask
import org.gradle.api.GradleException
import org.gradle.api.file.ArchiveOperations
import org.gradle.api.file.ConfigurableFileCollection
import org.gradle.api.tasks.InputFiles
import org.gradle.api.tasks.PathSensitive
import org.gradle.api.tasks.PathSensitivity
import org.gradle.api.tasks.TaskAction

/** Fails on a native library that a phone with pages of 16 KB cannot load. */
public abstract class CheckPageSize : DefaultTask() {
    /** Folders of libraries. */
    @get:InputFiles
    @get:PathSensitive(PathSensitivity.RELATIVE)
    public abstract val folders: ConfigurableFileCollection

    /** AARs that bring libraries. */
    @get:InputFiles
    @get:PathSensitive(PathSensitivity.NAME_ONLY)
    public abstract val aars: ConfigurableFileCollection

    @get:Inject protected abstract val archives: ArchiveOperations

    @TaskAction
    public fun check() {
        val files = folders.asFileTree.files + aars.flatMap { archives.zipTree(it).files }
        val found = files.filter { it.extension == "so" }
        if (found.isEmpty()) throw GradleException("There is no library to check.")
        val problems =
            found.mapNotNull { file ->
                PageSize.problem(file.readBytes())?.let {
                    "${file.parentFile.name}/${file.name} $it"
                }
            }
        if (problems.isNotEmpty()) throw GradleException(problems.joinToString("\n"))
    }
}
