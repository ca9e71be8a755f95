import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "dev.countersign.sample"
    compileSdk = libs.versions.compileSdk.get().toInt()

    defaultConfig {
        applicationId = "dev.countersign.sample"
        minSdk = libs.versions.minSdk.get().toInt()
        targetSdk = libs.versions.compileSdk.get().toInt()
        versionCode = 1
        versionName = version.toString()

        // The sandbox makes a new one at every start.
        manifestPlaceholders["vouchingKey"] =
            providers.gradleProperty("countersign.vouchingKey").getOrElse("")
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            // What may not be shrunk away comes with the library.
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }

    sourceSets {
        // The published fake, from its source.
        named("test") { kotlin.srcDir("../../bindings/kotlin/testing/src/main/kotlin") }
    }

    // A person may choose another language for this app than for the phone.
    bundle { language { enableSplit = false } }

    // The words are those of the iOS sample too, with holes of their own kind: `cargo xtask check`
    // reads both.
    lint { disable += setOf("UnusedResources", "ImpliedQuantity", "UnusedQuantity") }

    testOptions { unitTests.all { it.useJUnitPlatform() } }
}

kotlin { compilerOptions { jvmTarget = JvmTarget.JVM_11 } }

dependencies {
    implementation(project(":countersign"))

    testImplementation("org.junit.jupiter:junit-jupiter:5.14.4")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher:1.14.4")
}
