cask "taskdrop" do
  version "@VERSION@"
  sha256 "@SHA256@"

  url "https://github.com/taskdrop/taskdrop/releases/download/v#{version}/taskdrop-#{version}-macos-universal.dmg"
  name "TaskDrop"
  desc "Drop files on a Microsoft To Do task"
  homepage "https://github.com/taskdrop/taskdrop"

  depends_on macos: ">= :monterey"

  app "TaskDrop.app"
  binary "#{appdir}/TaskDrop.app/Contents/MacOS/taskdrop"

  zap trash: [
    "~/Library/Application Support/taskdrop",
    "~/Library/Preferences/fyne/io.github.taskdrop.TaskDrop",
  ]
end
