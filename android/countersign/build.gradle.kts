import dev.countersign.build.CheckPageSize
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    `maven-publish`
}

val bindings = rootDir.resolve("../bindings/kotlin")
val nativeLibraries = rootDir.resolve("../target/android-libs")

android {
    namespace = "dev.countersign.android"
    compileSdk = libs.versions.compileSdk.get().toInt()
    ndkVersion = libs.versions.ndk.get()

    defaultConfig {
        minSdk = libs.versions.minSdk.get().toInt()
        consumerProguardFiles("consumer-rules.pro")
        testInstrumentationRunner = "androidx.test.runner.AndroidJUnitRunner"
    }

    sourceSets {
        named("main") {
            // The same files that the JVM's tests run on, and what UniFFI made.
            kotlin.srcDir(bindings.resolve("library/src/main/kotlin"))
            kotlin.srcDir(bindings.resolve("library/src/main/generated"))
            jniLibs.srcDir(nativeLibraries)
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }

    publishing { singleVariant("release") { withSourcesJar() } }
}

kotlin {
    explicitApi()
    compilerOptions { jvmTarget = JvmTarget.JVM_11 }
}

// Needs the NDK, and `cargo install cargo-ndk`.
val cargoNdk =
    tasks.register<Exec>("cargoNdk") {
        description = "Builds the Rust core for phones and emulators."
        workingDir = rootDir.resolve("..")
        commandLine(
            "cargo", "ndk",
            "-t", "arm64-v8a", "-t", "armeabi-v7a", "-t", "x86_64",
            "--platform", libs.versions.minSdk.get(),
            "-o", nativeLibraries.path,
            "build", "--profile", "mobile", "-p", "countersign-ffi",
        )
        // Cargo knows better than Gradle whether anything changed.
        outputs.upToDateWhen { false }
        outputs.dir(nativeLibraries)
    }

val jnaLibraries: Configuration by configurations.creating { isTransitive = false }

val checkPageSize =
    tasks.register<CheckPageSize>("checkPageSize") {
        description = "Fails on a native library that phones with pages of 16 KB cannot load."
        dependsOn(cargoNdk)
        folders.from(nativeLibraries)
        aars.from(jnaLibraries)
    }

tasks.named("preBuild") { dependsOn(cargoNdk) }
tasks.named("check") { dependsOn(checkPageSize) }

dependencies {
    api(libs.coroutines.android)
    implementation(libs.jna) { artifact { type = "aar" } }
    jnaLibraries(libs.jna) { artifact { type = "aar" } }

    androidTestImplementation(libs.junit4)
    androidTestImplementation(libs.androidx.test.runner)
}

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "countersign-android"
            afterEvaluate { from(components["release"]) }
        }
    }
}
